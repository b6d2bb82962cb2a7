// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import io.portcullis.mcp.governance.DenialCode;

/** The messages that the tests send. */
final class Lines {
  static final String MODERN_META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"progressToken\":1}";

  private Lines() {}

  static String call(Object id, String tool) {
    return call(id, tool, "{\"path\":\"/tmp/x\"}");
  }

  static String call(Object id, String tool, String arguments) {
    return request(id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  static String request(Object id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  static String result(Object id) {
    return "{\"result\":{\"content\":[]},\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
  }

  static String failure(Object id) {
    return "{\"result\":{\"content\":[],\"isError\":true},\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
  }

  static String error(Object id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":1,\"message\":\"x\"}}";
  }

  static String cancel(Object id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
        + id
        + ",\"reason\":\"r\"}}";
  }

  static String deniedTool(Object id, DenialCode code, String rule, String record, boolean modern) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{%s\"content\":[{\"type\":\"text\",\"text\":\"%s\"}],\"isError\":true,\"_meta\":{\"io.portcullis/decision\":%s}}}"
        .formatted(
            id,
            modern ? "\"resultType\":\"complete\"," : "",
            code.text(),
            decision(code, rule, record));
  }

  static String deniedTool(Object id, DenialCode code) {
    return deniedTool(id, code, "", "", false);
  }

  static String deniedRequest(Object id, int error, DenialCode code, String rule, String record) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"%s\",\"data\":%s}}"
        .formatted(id, error, code.text(), decision(code, rule, record));
  }

  static String deniedRequest(Object id, DenialCode code) {
    int error =
        switch (code) {
          case MALFORMED -> -32_602;
          case METHOD_NOT_ALLOWED -> -32_601;
          default -> SessionWire.ERROR_CODE;
        };
    return deniedRequest(id, error, code, "", "");
  }

  private static String decision(DenialCode code, String rule, String record) {
    return "{\"code\":\"%s\",\"rule\":\"%s\",\"record\":\"%s\"}"
        .formatted(code.word(), rule, record);
  }
}
