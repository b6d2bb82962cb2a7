// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.request;

import io.portcullis.policy.internal.json.InvalidArgumentsException;

/** The evaluation needs arguments that are not known. */
public final class ArgumentsUnavailableException extends InvalidArgumentsException {

  private static final long serialVersionUID = 1L;

  ArgumentsUnavailableException() {
    super("the arguments are not known");
  }
}
