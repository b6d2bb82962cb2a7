// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

/** Another container runs in the home. */
final class HomeInUseException extends LaunchException {
  private static final long serialVersionUID = 1L;

  HomeInUseException(String message) {
    super(message);
  }
}
