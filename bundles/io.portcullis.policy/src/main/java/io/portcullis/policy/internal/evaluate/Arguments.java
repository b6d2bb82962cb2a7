// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.json.JsonReader;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one request, read at most once and only if something needs them. Not
 * thread-safe.
 */
final class Arguments {

  private final String text;
  private @Nullable JsonValue value;

  Arguments(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  JsonValue value() throws Unreadable {
    JsonValue read = value;
    if (read == null) {
      read = JsonReader.read(text);
      value = read;
    }
    return read;
  }
}
