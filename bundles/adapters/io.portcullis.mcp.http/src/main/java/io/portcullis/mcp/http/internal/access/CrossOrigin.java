// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import io.portcullis.mcp.http.internal.wire.HeaderForwarding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The headers with which a browser lets a page of an allowed origin use the gateway (the CORS
 * protocol of the Fetch standard). Cookies are never allowed. Thread-safe.
 */
public final class CrossOrigin {
  static final String METHODS = "GET, POST, DELETE, OPTIONS";

  private static final String MAX_AGE_SECONDS = "600";
  private static final int MAX_REQUESTED = 100;
  private static final List<String> HEADERS =
      List.of(
          "accept",
          "authorization",
          "content-type",
          "last-event-id",
          "mcp-method",
          "mcp-name",
          "mcp-protocol-version",
          "mcp-session-id");

  private CrossOrigin() {}

  /** Checks whether a request is a preflight of a browser. */
  public static boolean isPreflight(String method, HttpFields headers) {
    return method.equals("OPTIONS") && headers.contains(HttpHeader.ORIGIN);
  }

  /**
   * Returns the headers of a response to a page whose origin was admitted; empty for other
   * requests.
   */
  public static HttpFields answer(HttpFields headers) {
    String origin = headers.get(HttpHeader.ORIGIN);
    return origin == null
        ? HttpFields.EMPTY
        : HttpFields.from(
            new HttpField("Access-Control-Allow-Origin", origin.trim()),
            new HttpField(
                "Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate, Retry-After"),
            new HttpField(HttpHeader.VARY, "Origin"));
  }

  /** Returns the further headers of the response to a preflight. */
  public static HttpFields preflight(HttpFields headers, HeaderForwarding passed) {
    Set<String> allowed = new LinkedHashSet<>(HEADERS);
    headers.getValuesList("Access-Control-Request-Headers").stream()
        .flatMap(values -> List.of(values.split(",", MAX_REQUESTED)).stream())
        .map(name -> name.trim().toLowerCase(Locale.ROOT))
        .filter(passed::passes)
        .filter(name -> name.matches("[a-z0-9!#$%&'*+.^_`|~-]{1,100}"))
        .limit(MAX_REQUESTED)
        .forEach(allowed::add);
    return HttpFields.from(
        new HttpField("Access-Control-Allow-Methods", METHODS),
        new HttpField("Access-Control-Allow-Headers", String.join(", ", allowed)),
        new HttpField("Access-Control-Max-Age", MAX_AGE_SECONDS));
  }
}
