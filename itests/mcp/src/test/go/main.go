// SPDX-License-Identifier: Apache-2.0

// A bank as an mcp-go server. It writes each payment to the file that is named on the command line.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

type payment struct {
	Amount float64 `json:"amount"`
}

func record(amount float64) (*mcp.CallToolResult, error) {
	ledger, err := os.OpenFile(os.Args[1], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer ledger.Close()
	if _, err := fmt.Fprintf(ledger, "%g\n", amount); err != nil {
		return nil, err
	}
	return mcp.NewToolResultText("paid"), nil
}

// pay reads its argument by name, as most servers do.
func pay(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	amount, err := request.RequireFloat("amount")
	if err != nil {
		return mcp.NewToolResultError(err.Error()), nil
	}
	return record(amount)
}

// payBound has its arguments decoded into a struct.
func payBound(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	var bound payment
	if err := request.BindArguments(&bound); err != nil {
		return mcp.NewToolResultError(err.Error()), nil
	}
	return record(bound.Amount)
}

func main() {
	bank := server.NewMCPServer("bank", "1")
	amount := mcp.WithNumber("amount", mcp.Required())
	bank.AddTool(mcp.NewTool("pay", amount), pay)
	bank.AddTool(mcp.NewTool("pay_bound", amount), payBound)
	if err := server.ServeStdio(bank); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
