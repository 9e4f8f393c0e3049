package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// managementAPI posts to connections, by the API of the stage that the environment variable
// MANAGEMENT_ENDPOINT names. The one request that it needs is signed here, without a client of its own.
type managementAPI struct {
	endpoint string
	settings aws.Config
	signer   *v4.Signer
}

func newManagementAPI(settings aws.Config) *managementAPI {
	return &managementAPI{os.Getenv("MANAGEMENT_ENDPOINT"), settings, v4.NewSigner()}
}

// post sends a message to a connection. It returns false if the connection has ended.
func (m *managementAPI) post(ctx context.Context, connectionID, message string) (bool, error) {
	address := m.endpoint + "/@connections/" + url.PathEscape(connectionID)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(message))
	if err != nil {
		return false, err
	}
	credentials, err := m.settings.Credentials.Retrieve(ctx)
	if err != nil {
		return false, err
	}
	hash := sha256.Sum256([]byte(message))
	payload := hex.EncodeToString(hash[:])
	err = m.signer.SignHTTP(ctx, credentials, request, payload, "execute-api", m.settings.Region, time.Now())
	if err != nil {
		return false, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
		return true, nil
	case http.StatusGone:
		return false, nil
	}
	return false, fmt.Errorf("post to connection %q: %s", connectionID, response.Status)
}
