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
 * The validated configuration of a gateway.
 *
 * @param host the address
 * @param port the port; 0 for any
 * @param path the path of the endpoint
 * @param publicUrl the endpoint as clients know it, or null for that of their Host
 * @param upstream the server
 * @param serverName the name of the server in policies
 * @param callers identifies the calling agent
 * @param sessionKey the file with the secret that binds sessions to their agents
 * @param errorCode the code of a denial that is a JSON-RPC error
 * @param allowedHosts further values of Host
 * @param allowedOrigins further values of Origin
 * @param forwardHeaders further headers that go to the server
 * @param authorization whether the client's Authorization goes to the server
 * @param upstreamToken a file with the bearer token for the server, or null
 * @param keyStore the certificate of the gateway, or null for no TLS
 * @param trustStore the authorities that may vouch for the server, or null for those of Java
 * @param answers the options for the server's responses
 * @param limits the limits for messages
 * @param connections the limits for connections
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
   * The options for the server's responses.
   *
   * @param decideResults whether results are decided before the client gets them
   * @param hideDenied whether tools that the policy denies outright are left out of lists
   * @param pin whether tools are pinned, and denied once they have changed
   */
  public record Answers(boolean decideResults, boolean hideDenied, boolean pin) {
    /** Responses pass unchanged. */
    public static final Answers UNTOUCHED = new Answers(false, false, false);
  }

  /** Copies the lists. */
  public GatewaySettings {
    allowedHosts = List.copyOf(allowedHosts);
    allowedOrigins = List.copyOf(allowedOrigins);
    forwardHeaders = List.copyOf(forwardHeaders);
  }
}
