// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.request;

import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonReader;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import org.jspecify.annotations.Nullable;

/**
 * The arguments and the URL of one request, read at most once and only on demand. The evaluation
 * steps read them only through this class, so a decision that did not ask for them cannot depend on
 * them. Not thread-safe.
 */
public final class RequestArguments {

  private final PolicyRequest request;
  private final boolean known;
  private @Nullable JsonValue value;

  private RequestArguments(PolicyRequest request, boolean known) {
    this.request = request;
    this.known = known;
  }

  /** Returns the arguments and the URL of the request. */
  public static RequestArguments of(PolicyRequest request) {
    return new RequestArguments(request, true);
  }

  /**
   * Returns unknown arguments, whatever the request holds: each access throws {@link
   * ArgumentsUnavailableException}.
   */
  public static RequestArguments withheld(PolicyRequest request) {
    return new RequestArguments(request, false);
  }

  /** Returns whether the arguments and the URL are known. */
  public boolean known() {
    return known;
  }

  /** Returns whether the request is a network call without arguments. */
  public boolean absent() throws ArgumentsUnavailableException {
    return request.action() == Action.NETWORK_CALL && text().isBlank();
  }

  public String text() throws ArgumentsUnavailableException {
    look();
    return request.arguments();
  }

  public @Nullable String url() throws ArgumentsUnavailableException {
    look();
    return request.url();
  }

  public JsonValue value() throws InvalidArgumentsException {
    JsonValue read = value;
    if (read == null) {
      read = JsonReader.read(text());
      value = read;
    }
    return read;
  }

  /** Throws if the arguments and the URL are not known. */
  public void require() throws ArgumentsUnavailableException {
    look();
  }

  private void look() throws ArgumentsUnavailableException {
    if (!known) {
      throw new ArgumentsUnavailableException();
    }
  }
}
