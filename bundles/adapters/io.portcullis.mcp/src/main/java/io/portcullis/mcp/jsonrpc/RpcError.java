// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

/** The error codes of JSON-RPC 2.0 that a gateway itself has use for. */
public final class RpcError {
  static final int PARSE = -32_700;
  public static final int INVALID_REQUEST = -32_600;
  public static final int METHOD_NOT_FOUND = -32_601;
  public static final int INVALID_PARAMS = -32_602;
  public static final int INTERNAL = -32_603;

  private RpcError() {}
}
