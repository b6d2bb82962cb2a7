// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.PolicyRequest;
import io.portcullis.policy.internal.json.JsonReader;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The arguments and the URL of one request, read at most once and only if something needs them. The
 * stages get at them through here alone, so that a decision which asked for nothing cannot hang on
 * them. Not thread-safe.
 */
public final class Arguments {

  private final PolicyRequest request;
  private final boolean known;
  private @Nullable JsonValue value;

  private Arguments(PolicyRequest request, boolean known) {
    this.request = request;
    this.known = known;
  }

  /** Those of the request. */
  public static Arguments of(PolicyRequest request) {
    return new Arguments(request, true);
  }

  /** Not known, whatever the request holds: each look at them throws {@link Withheld}. */
  public static Arguments withheld(PolicyRequest request) {
    return new Arguments(request, false);
  }

  String text() throws Withheld {
    look();
    return request.arguments();
  }

  @Nullable String url() throws Withheld {
    look();
    return request.url();
  }

  JsonValue value() throws Unreadable {
    JsonValue read = value;
    if (read == null) {
      read = JsonReader.read(text());
      value = read;
    }
    return read;
  }

  private void look() throws Withheld {
    if (!known) {
      throw new Withheld();
    }
  }
}
