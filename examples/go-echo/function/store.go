package main

import (
	"context"
	"errors"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// lifetime is how long a connection is stored if its $disconnect is lost. API Gateway ends each after 2 hours;
// the rest allows for clocks that differ.
const lifetime = 2*time.Hour + 10*time.Minute

// connection is one of API Gateway's. Its ID alone may come back with another.
type connection struct {
	id string
	// connectedAt is in milliseconds since 1970.
	connectedAt int64
}

// store keeps an item {connectionId (S), connectedAt (N, ms), expiresAt (N, s)} for each connection, in the
// table that the environment variable CONNECTIONS_TABLE names.
type store struct {
	client *dynamodb.Client
	table  *string
}

type item = map[string]types.AttributeValue

func newStore(settings aws.Config) *store {
	return &store{dynamodb.NewFromConfig(settings), aws.String(os.Getenv("CONNECTIONS_TABLE"))}
}

func (s *store) add(ctx context.Context, c connection) error {
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: s.table,
		Item: item{
			"connectionId": text(c.id),
			"connectedAt":  number(c.connectedAt),
			"expiresAt":    number(c.connectedAt/1000 + int64(lifetime.Seconds())),
		},
	})
	return err
}

func (s *store) remove(ctx context.Context, c connection) error {
	_, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName:                 s.table,
		Key:                       item{"connectionId": text(c.id)},
		ConditionExpression:       aws.String("connectedAt = :connectedAt"),
		ExpressionAttributeValues: item{":connectedAt": number(c.connectedAt)},
	})
	var isAnother *types.ConditionalCheckFailedException
	if errors.As(err, &isAnother) {
		return nil
	}
	return err
}

// list calls each for everyone who is connected, page by page, until it returns an error.
func (s *store) list(ctx context.Context, each func(connection) error) error {
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{
		TableName: s.table,
		// Includes every connection that was accepted before.
		ConsistentRead: aws.Bool(true),
		// DynamoDB deletes expired items up to days later.
		FilterExpression:          aws.String("expiresAt > :now"),
		ExpressionAttributeValues: item{":now": number(time.Now().Unix())},
		ProjectionExpression:      aws.String("connectionId, connectedAt"),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, found := range page.Items {
			if err := each(connectionOf(found)); err != nil {
				return err
			}
		}
	}
	return nil
}

func connectionOf(found item) connection {
	var c connection
	if id, ok := found["connectionId"].(*types.AttributeValueMemberS); ok {
		c.id = id.Value
	}
	if at, ok := found["connectedAt"].(*types.AttributeValueMemberN); ok {
		c.connectedAt, _ = strconv.ParseInt(at.Value, 10, 64)
	}
	return c
}

func text(value string) types.AttributeValue {
	return &types.AttributeValueMemberS{Value: value}
}

func number(value int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(value, 10)}
}
