// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.request;

import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.request.HostParser.Destination;
import org.jspecify.annotations.Nullable;

/** Reads the destination of a network call from its arguments. */
final class DestinationReader {

  private DestinationReader() {}

  /**
   * Returns the destination, from the arguments and what is known already; null if neither names a
   * host.
   *
   * @throws InvalidArgumentsException if a value is invalid, or two values disagree
   */
  static @Nullable Destination read(JsonValue arguments, @Nullable Destination known)
      throws InvalidArgumentsException {
    if (!(arguments instanceof JsonObject object)) {
      return known;
    }
    int port = port(object);
    String protocol = text(object, "protocol");
    String scheme = protocol == null ? "" : HostParser.scheme(protocol);
    String url = text(object, "url");
    Destination found = merged(known, url == null ? null : HostParser.ofUrl(url));
    String host = text(object, "host");
    if (host != null) {
      found = merged(found, new Destination(scheme, HostParser.ofName(host), port));
    }
    return found == null ? null : merged(found, new Destination(scheme, found.host(), port));
  }

  private static @Nullable Destination merged(
      @Nullable Destination first, @Nullable Destination second) throws InvalidArgumentsException {
    if (first != null && second != null && !first.agrees(second)) {
      throw new InvalidArgumentsException(
          "the URL and the arguments name different hosts, ports or protocols");
    }
    return first == null ? second : first;
  }

  private static @Nullable String text(JsonObject arguments, String name)
      throws InvalidArgumentsException {
    JsonValue value = arguments.members().get(name);
    if (value == null || value instanceof JsonText) {
      return value == null ? null : ((JsonText) value).value();
    }
    throw new InvalidArgumentsException("'" + name + "' in the arguments is not text");
  }

  private static int port(JsonObject arguments) throws InvalidArgumentsException {
    JsonValue value = arguments.members().get("port");
    if (value == null) {
      return 0;
    }
    return HostParser.port(value instanceof JsonNumber number ? number.text() : "");
  }
}
