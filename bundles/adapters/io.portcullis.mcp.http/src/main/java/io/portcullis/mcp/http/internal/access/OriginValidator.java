// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * A check of Host and Origin against DNS rebinding (2026-07-28, basic/transports/streamable-http,
 * Security). Thread-safe.
 */
public final class OriginValidator {
  static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> hosts = new HashSet<>();
  private final Set<String> origins = new HashSet<>();

  /**
   * Creates a validator.
   *
   * @param hosts further values of Host
   * @param origins further values of Origin
   * @param port the port of the gateway, for the names of the loopback
   * @param secure whether the gateway has TLS
   */
  public OriginValidator(List<String> hosts, List<String> origins, int port, boolean secure) {
    for (String name : LOOPBACK) {
      this.hosts.add(name + ':' + port);
      if (port == (secure ? 443 : 80)) {
        this.hosts.add(name);
        this.origins.add((secure ? "https://" : "http://") + name);
      }
      this.origins.add("http://" + name + ':' + port);
      this.origins.add("https://" + name + ':' + port);
    }
    hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
    origins.forEach(origin -> this.origins.add(origin.toLowerCase(Locale.ROOT)));
  }

  /** Checks whether a request with these headers is admitted. */
  public boolean admits(HttpFields headers) {
    String host = only(headers, HttpHeader.HOST);
    if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
      return false;
    }
    if (!headers.contains(HttpHeader.ORIGIN)) {
      return true;
    }
    String origin = only(headers, HttpHeader.ORIGIN);
    return origin != null && origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  private static @Nullable String only(HttpFields headers, HttpHeader name) {
    List<String> values = headers.getValuesList(name);
    return values.size() == 1 ? values.get(0).trim() : null;
  }
}
