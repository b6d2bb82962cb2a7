// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.evaluate.Hosts.Destination;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.json.Unreadable;
import org.jspecify.annotations.Nullable;

/** Reads where a network call goes from its arguments. */
final class DestinationReader {

  private DestinationReader() {}

  /**
   * What the arguments say together with what is known already; null if nobody names a host.
   *
   * @throws Unreadable if something is not what it should be, or two places disagree
   */
  static @Nullable Destination read(JsonValue arguments, @Nullable Destination known)
      throws Unreadable {
    if (!(arguments instanceof JsonObject object)) {
      return known;
    }
    int port = port(object);
    String protocol = text(object, "protocol");
    String scheme = protocol == null ? "" : Hosts.scheme(protocol);
    String url = text(object, "url");
    Destination found = merged(known, url == null ? null : Hosts.ofUrl(url));
    String host = text(object, "host");
    if (host != null) {
      found = merged(found, new Destination(scheme, Hosts.ofName(host), port));
    }
    return found == null ? null : merged(found, new Destination(scheme, found.host(), port));
  }

  private static @Nullable Destination merged(
      @Nullable Destination first, @Nullable Destination second) throws Unreadable {
    if (first != null && second != null && !first.agrees(second)) {
      throw new Unreadable("the URL and the arguments name different hosts, ports or protocols");
    }
    return first == null ? second : first;
  }

  private static @Nullable String text(JsonObject arguments, String name) throws Unreadable {
    JsonValue value = arguments.members().get(name);
    if (value == null || value instanceof JsonText) {
      return value == null ? null : ((JsonText) value).value();
    }
    throw new Unreadable("'" + name + "' in the arguments is not text");
  }

  private static int port(JsonObject arguments) throws Unreadable {
    JsonValue value = arguments.members().get("port");
    if (value == null) {
      return 0;
    }
    return Hosts.port(value instanceof JsonNumber number ? number.text() : "");
  }
}
