// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

/** Thrown when no engine accepts this session; the message says why, in one line for people. */
final class NoEngineException extends Exception {
  private static final long serialVersionUID = 1L;

  NoEngineException(String message) {
    super(message);
  }
}
