// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * What the inspector measured when it called one tool many times.
 *
 * @param ok calls that were answered without an error
 * @param toolErrors calls that the tool, or a denial, answered with {@code isError}
 * @param errors calls that were answered by an error of the protocol or not at all
 */
record LoadRun(
    int requests,
    int ok,
    int toolErrors,
    int errors,
    double callsPerSecond,
    double p50Millis,
    double p99Millis) {

  static LoadRun of(Inspector.Answer answer) throws IOException {
    JsonNode json = answer.json();
    if (!json.path("throughput").isNumber()) {
      throw new IOException("No measurement, exit " + answer.exitCode() + ": " + answer.stderr());
    }
    return new LoadRun(
        json.path("requests").asInt(),
        json.path("ok").asInt(),
        json.path("toolErrors").asInt(),
        json.path("errors").asInt(),
        json.path("throughput").asDouble(),
        json.path("latencyMs").path("p50").asDouble(),
        json.path("latencyMs").path("p99").asDouble());
  }
}
