// Command bootstrap keeps who is connected in DynamoDB, and sends every message to all of them.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
)

func main() {
	// Runs once per execution environment; the handler then gets one event at a time.
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	handler := handler{newStore(settings), newManagementAPI(settings)}
	log.Print("Clients created: a new execution environment.")
	lambda.Start(handler.handle)
}

type handler struct {
	store      *store
	management *managementAPI
}

// handle answers an event of any route. API Gateway accepts a connection only if $connect answers with 200.
func (h handler) handle(
	ctx context.Context,
	event events.APIGatewayWebsocketProxyRequest,
) (events.APIGatewayProxyResponse, error) {
	request := event.RequestContext
	var err error
	switch request.RouteKey {
	case "$connect":
		err = h.store.add(ctx, connection{request.ConnectionID, request.ConnectedAt})
	case "$disconnect":
		err = h.store.remove(ctx, connection{request.ConnectionID, request.ConnectedAt})
	case "$default":
		err = h.broadcast(ctx, event.Body)
	default:
		err = fmt.Errorf("no code for route %q: add a case to handle", request.RouteKey)
	}
	if err != nil {
		log.Print(err)
		return events.APIGatewayProxyResponse{StatusCode: http.StatusInternalServerError}, nil
	}
	return events.APIGatewayProxyResponse{StatusCode: http.StatusOK}, nil
}

// broadcast sends a message to everyone, one after the other, and forgets who has gone.
func (h handler) broadcast(ctx context.Context, message string) error {
	return h.store.list(ctx, func(to connection) error {
		found, err := h.management.post(ctx, to.id, message)
		if err != nil || found {
			return err
		}
		return h.store.remove(ctx, to)
	})
}
