// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

/** The error codes of JSON-RPC 2.0 that a gateway uses. */
public final class RpcError {
  /** The text is not JSON. */
  static final int PARSE = -32_700;

  /** The message is not a valid request. */
  public static final int INVALID_REQUEST = -32_600;

  /** The method does not exist. */
  public static final int METHOD_NOT_FOUND = -32_601;

  /** The parameters are invalid. */
  public static final int INVALID_PARAMS = -32_602;

  /** An internal error. */
  public static final int INTERNAL = -32_603;

  private RpcError() {}
}
