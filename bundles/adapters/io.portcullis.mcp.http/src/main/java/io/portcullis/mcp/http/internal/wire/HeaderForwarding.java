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
 * The headers that are forwarded: those of the protocol and those named in the configuration. All
 * others, such as hop-by-hop headers (RFC 9110, 7.6.1), are left out. Thread-safe.
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

  /** Headers that may be repeated; two readers could read another repeated one differently. */
  private static final Set<String> LISTS = Set.of("accept", "accept-language", "tracestate");

  private static final String AUTHORIZATION = "authorization";

  private final Set<String> toServer;
  private final @Nullable String token;

  /**
   * Creates the rules.
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

  /** Checks whether a client's header of this name, in lower case, is forwarded. */
  public boolean passes(String name) {
    return toServer.contains(name) || name.startsWith(McpHeaderValidator.PARAM_PREFIX);
  }

  /** Checks for a repeated header that two readers could read differently. */
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
   * Returns the headers of a client for the server.
   *
   * @throws IllegalArgumentException if a value may not be sent
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
    // A compressed response could not be read.
    fields.put(HttpHeader.ACCEPT_ENCODING, "identity");
    if (token != null) {
      fields.put(HttpHeader.AUTHORIZATION, "Bearer " + token);
    }
    return fields;
  }

  /** Checks a character of a header value (RFC 9110, 5.5). */
  private static boolean maySend(int c) {
    return (c >= ' ' && c <= 0xff && c != 0x7f) || c == '\t';
  }

  /** Returns the headers of a response that clients get unchanged, without the session id. */
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
