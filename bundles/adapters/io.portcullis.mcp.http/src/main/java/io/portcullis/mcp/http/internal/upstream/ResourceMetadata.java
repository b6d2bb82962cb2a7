// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.upstream;

import io.portcullis.mcp.http.internal.limit.LogLimit;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Members;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The protected-resource metadata of a server that demands OAuth (RFC 9728), with the gateway as
 * the resource: a client rejects metadata for another URL than the one it uses. They are fetched
 * only from the server's own origin, and kept for a minute. Thread-safe.
 */
public final class ResourceMetadata {
  /** The path of the metadata, before the path of the resource. */
  static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  /** The longest metadata, in bytes. */
  static final int MAX_BYTES = 64 << 10;

  private static final long KEPT = Duration.ofMinutes(1).toNanos();
  private static final long KEPT_WITHOUT = Duration.ofSeconds(5).toNanos();
  private static final int MAX_URL = 2_000;

  /** The URL of the metadata in a challenge, in quotes or as a token. */
  private static final Pattern PLACE =
      Pattern.compile(
          "\\bresource_metadata\\s*=\\s*(?:\"([^\"\\\\]*)\"|\"(?:[^\"\\\\]|\\\\.)*\"|([^\\s,\"]*))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:#/-]{1,100}");

  /** Signed metadata, which would take precedence and name the server. */
  private static final String SIGNED = "signed_metadata";

  private final Upstream upstream;
  private final MessageReader reader;
  private final LogLimit log;
  private final LongSupplier nanoTime;
  private final URI server;
  private final String path;
  private final @Nullable URI publicUrl;
  private final boolean secure;
  private final Object lock = new Object();
  private final List<Consumer<@Nullable String>> waiting = new ArrayList<>();
  private boolean fetching;
  private @Nullable Fetched fetched;
  private @Nullable URI announced;

  /** The metadata, or null if none were found, and the time. */
  private record Fetched(@Nullable String text, long at) {}

  /**
   * Creates the metadata of one server.
   *
   * @param upstream fetches the metadata
   * @param reader reads them
   * @param log takes the warnings
   * @param nanoTime a clock that never goes back, in nanoseconds
   * @param server the endpoint of the server
   * @param path the endpoint of the gateway
   * @param publicUrl the endpoint of the gateway as clients know it, or null for that of the
   *     request's Host
   * @param secure whether the gateway has TLS
   */
  public ResourceMetadata(
      Upstream upstream,
      MessageReader reader,
      LogLimit log,
      LongSupplier nanoTime,
      URI server,
      String path,
      @Nullable URI publicUrl,
      boolean secure) {
    this.upstream = upstream;
    this.reader = reader;
    this.log = log;
    this.nanoTime = nanoTime;
    this.server = server;
    this.path = path;
    this.publicUrl = publicUrl;
    this.secure = secure;
  }

  /** Checks whether the gateway serves the metadata at this path. */
  public boolean isAt(@Nullable String requested) {
    return requested != null
        && (requested.equals(WELL_KNOWN)
            || requested.equals(WELL_KNOWN + path)
            || (publicUrl != null && requested.equals(WELL_KNOWN + publicUrl.getPath())));
  }

  /** Responds to a request for the metadata; with a 404 if the server has none. */
  public void answer(HttpFields headers, ClientResponse reply) {
    String resource = resource(headers).toString();
    HttpFields fresh = HttpFields.from(new HttpField(HttpHeader.CACHE_CONTROL, "no-store"));
    find(
        text -> {
          byte[] json = text == null ? null : naming(resource, text);
          if (json == null) {
            reply.status(404, fresh);
          } else {
            reply.json(200, json, fresh);
          }
        });
  }

  /** Returns the endpoint as the client knows it. Its Host was admitted before. */
  private URI resource(HttpFields headers) {
    String host = Objects.requireNonNullElse(headers.get(HttpHeader.HOST), "").trim();
    return publicUrl != null
        ? publicUrl
        : URI.create((secure ? "https://" : "http://") + host + path);
  }

  /** Puts the URL of the gateway's metadata into the challenges of a response. */
  public HttpFields challenging(HttpFields request, HttpFields answer) {
    if (!answer.contains(HttpHeader.WWW_AUTHENTICATE)) {
      return answer;
    }
    URI resource = resource(request);
    String place = "resource_metadata=\"" + resource.resolve(WELL_KNOWN + resource.getPath()) + '"';
    HttpFields.Mutable fields = HttpFields.build();
    for (HttpField field : answer) {
      if (field.is(HttpHeader.WWW_AUTHENTICATE.asString()) && field.getValue() != null) {
        fields.add(field.getName(), challenge(field.getValue(), place));
      } else {
        fields.add(field);
      }
    }
    return fields.asImmutable();
  }

  private String challenge(String value, String place) {
    Matcher told = PLACE.matcher(value);
    if (told.find()) {
      note(told.group(1) != null ? told.group(1) : told.group(2));
    }
    return told.replaceAll(Matcher.quoteReplacement(place));
  }

  /** Keeps the URL of the server's metadata, if it has the server's origin. */
  private void note(@Nullable String told) {
    URI place;
    try {
      place = told == null || told.length() > MAX_URL ? null : URI.create(told);
    } catch (IllegalArgumentException e) {
      return;
    }
    if (place == null || !isOfServer(place)) {
      return;
    }
    synchronized (lock) {
      if (!place.equals(announced)) {
        announced = place;
        fetched = null;
      }
    }
  }

  private boolean isOfServer(URI place) {
    return server.getScheme().equalsIgnoreCase(place.getScheme())
        && server.getHost().equalsIgnoreCase(place.getHost())
        && server.getPort() == place.getPort()
        && place.getRawUserInfo() == null
        && place.getRawFragment() == null;
  }

  private void find(Consumer<@Nullable String> then) {
    Fetched known;
    boolean fetch = false;
    synchronized (lock) {
      known = isFresh(fetched) ? fetched : null;
      if (known == null) {
        waiting.add(then);
        fetch = !fetching;
        fetching = true;
      }
    }
    if (known != null) {
      then.accept(known.text());
    } else if (fetch) {
      fetch(new ArrayList<>(places()));
    }
  }

  private boolean isFresh(@Nullable Fetched one) {
    return one != null
        && nanoTime.getAsLong() - one.at() < (one.text() == null ? KEPT_WITHOUT : KEPT);
  }

  /** Returns the URLs to try: that of RFC 9728, 3.1, and the root, which some servers use. */
  private Set<URI> places() {
    Set<URI> places = new LinkedHashSet<>();
    synchronized (lock) {
      if (announced != null) {
        places.add(announced);
      }
    }
    places.add(server.resolve(WELL_KNOWN + server.getRawPath()));
    places.add(server.resolve(WELL_KNOWN));
    return places;
  }

  private void fetch(List<URI> places) {
    if (places.isEmpty()) {
      found(null);
      return;
    }
    URI place = places.remove(0);
    upstream.fetch(
        place,
        MAX_BYTES,
        body -> {
          String text = body == null ? null : text(place, body);
          if (text == null) {
            fetch(places);
          } else {
            found(text);
          }
        });
  }

  private void found(@Nullable String text) {
    List<Consumer<@Nullable String>> told;
    synchronized (lock) {
      fetched = new Fetched(text, nanoTime.getAsLong());
      fetching = false;
      told = List.copyOf(waiting);
      waiting.clear();
    }
    told.forEach(each -> each.accept(text));
  }

  private @Nullable String text(URI place, byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (reader.members(text).text("resource") != null) {
        return text;
      }
    } catch (CharacterCodingException | MalformedException e) {
      // told below
    }
    log.warn(LogLimit.Cause.METADATA, "The server has no valid OAuth metadata at {}", place);
    return null;
  }

  private byte @Nullable [] naming(String resource, String text) {
    try {
      Members members = reader.members(text);
      StringBuilder json = new StringBuilder("{\"resource\":\"").append(resource).append('"');
      for (Member member : members.list()) {
        String name = member.name();
        if (NAME.matcher(name).matches() && !name.equals("resource") && !name.equals(SIGNED)) {
          json.append(",\"").append(name).append("\":").append(member.in(text));
        }
      }
      return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    } catch (MalformedException e) {
      return null; // unreachable: the text was read before
    }
  }
}
