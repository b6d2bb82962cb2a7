// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

/** The arguments of a command make no sense; nothing was done. */
final class UsageException extends Exception {
  UsageException(String message) {
    super(message);
  }
}
