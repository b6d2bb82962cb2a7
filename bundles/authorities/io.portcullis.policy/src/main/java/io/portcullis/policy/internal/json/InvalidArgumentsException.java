// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.json;

/**
 * A request that cannot be evaluated; the message gives the reason, without any part of the
 * arguments.
 */
public class InvalidArgumentsException extends Exception {

  private static final long serialVersionUID = 1L;

  public InvalidArgumentsException(String message) {
    super(message, null, false, false);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
