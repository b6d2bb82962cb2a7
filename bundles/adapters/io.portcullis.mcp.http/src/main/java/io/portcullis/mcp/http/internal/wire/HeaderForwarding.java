// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Which headers go from one side to the other: those of the protocol and those that are named in
 * the configuration. All others, hop-by-hop ones (RFC 9110, 7.6.1) among them, do not. Thread-safe.
 */
public final class HeaderForwarding {
  private static final Set<String> TO_SERVER =
      Set.of(
          "accept",
          "accept-language",
          "last-event-id",
          "mcp-method",
          "mcp-name",
          "mcp-protocol-version",
          "mcp-session-id",
          "traceparent",
          "tracestate",
          "user-agent");

  private static final Set<String> TO_CLIENT =
      Set.of("allow", "cache-control", "mcp-protocol-version", "retry-after", "www-authenticate");

  /** May come in several fields; for any other one, two could be read in two ways. */
  private static final Set<String> LISTS = Set.of("accept", "accept-language", "tracestate");

  private static final String AUTHORIZATION = "authorization";

  private final Set<String> toServer;
  private final @Nullable String token;

  /**
   * Rules.
   *
   * @param more further headers that clients may send to the server
   * @param authorization whether clients may send their Authorization to it
   * @param token the bearer token for the server instead, or null
   */
  public HeaderForwarding(List<String> more, boolean authorization, @Nullable String token) {
    this.token = token;
    toServer = new HashSet<>(TO_SERVER);
    more.forEach(name -> toServer.add(name.toLowerCase(Locale.ROOT)));
    toServer.remove(AUTHORIZATION);
    if (authorization && token == null) {
      toServer.add(AUTHORIZATION);
    }
  }

  private boolean passes(HttpField field) {
    String name = field.getLowerCaseName();
    return toServer.contains(name) || name.startsWith(McpHeaderValidator.PARAM_PREFIX);
  }

  /** Whether clients may send a header of this name, in lower case, to the server. */
  public boolean passes(String name) {
    return toServer.contains(name) || name.startsWith(McpHeaderValidator.PARAM_PREFIX);
  }

  /** Whether a header is there twice that everybody must read alike. */
  public boolean ambiguous(HttpFields headers) {
    for (HttpField field : headers) {
      if (passes(field)
          && !LISTS.contains(field.getLowerCaseName())
          && headers.getFields(field.getName()).size() > 1) {
        return true;
      }
    }
    return false;
  }

  /**
   * What the server is sent of a client's headers.
   *
   * @throws IllegalArgumentException if a value is none that may be sent
   */
  public HttpFields toServer(HttpFields headers) {
    HttpFields.Mutable fields = HttpFields.build();
    for (HttpField field : headers) {
      String value = field.getValue();
      if (passes(field) && value != null) {
        if (!value.chars().allMatch(HeaderForwarding::maySend)) {
          throw new IllegalArgumentException(field.getName());
        }
        fields.add(field);
      }
    }
    // What is packed cannot be looked at.
    fields.put(HttpHeader.ACCEPT_ENCODING, "identity");
    if (token != null) {
      fields.put(HttpHeader.AUTHORIZATION, "Bearer " + token);
    }
    return fields;
  }

  /** What a header is written of: RFC 9110, 5.5. */
  private static boolean maySend(int c) {
    return (c >= ' ' && c <= 0xff && c != 0x7f) || c == '\t';
  }

  /** The headers of an answer that clients see as they are; the id of a session is not one. */
  public static HttpFields toClient(HttpFields headers) {
    HttpFields.Mutable fields = HttpFields.build();
    for (HttpField field : headers) {
      if (TO_CLIENT.contains(field.getLowerCaseName())) {
        fields.add(field);
      }
    }
    return fields.asImmutable();
  }
}
