// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import io.portcullis.mcp.http.internal.limit.ConnectionLimits;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an instance is configured, all of it understood.
 *
 * @param host where it listens
 * @param port where it listens; 0 for any
 * @param path of the endpoint
 * @param publicUrl the endpoint as clients know it, or null for that of their Host
 * @param upstream the server
 * @param serverName how policies call it
 * @param callers tells who calls
 * @param sessionKey the file with the secret that binds sessions to their agents
 * @param errorCode of a denial that is a JSON-RPC error
 * @param allowedHosts further values of Host
 * @param allowedOrigins further values of Origin
 * @param forwardHeaders further headers that go to the server
 * @param authorization whether the client's Authorization goes to the server
 * @param upstreamToken a file with the bearer token for the server, or null
 * @param keyStore what the gateway proves itself with, or null for no TLS
 * @param trustStore whom the server must be vouched for by, or null for those that Java trusts
 * @param answers what becomes of the server's answers
 * @param limits how much it takes
 * @param connections how many connections it takes, and how slow they may be
 */
public record GatewaySettings(
    String host,
    int port,
    String path,
    @Nullable URI publicUrl,
    URI upstream,
    String serverName,
    CallerAuthenticator callers,
    Path sessionKey,
    int errorCode,
    List<String> allowedHosts,
    List<String> allowedOrigins,
    List<String> forwardHeaders,
    boolean authorization,
    @Nullable Path upstreamToken,
    @Nullable KeyStoreFile keyStore,
    @Nullable KeyStoreFile trustStore,
    Answers answers,
    HttpLimits limits,
    ConnectionLimits connections) {

  /**
   * What becomes of the server's answers.
   *
   * @param decideResults whether results are decided before the client has them
   * @param hideDenied whether tools that the policy denies outright are left out of lists
   * @param pin whether tools are remembered, and denied once they have changed
   */
  public record Answers(boolean decideResults, boolean hideDenied, boolean pin) {
    /** They pass as they are. */
    public static final Answers UNTOUCHED = new Answers(false, false, false);
  }

  /** Copies the lists. */
  public GatewaySettings {
    allowedHosts = List.copyOf(allowedHosts);
    allowedOrigins = List.copyOf(allowedOrigins);
    forwardHeaders = List.copyOf(forwardHeaders);
  }
}
