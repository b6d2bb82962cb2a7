// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.failure;

/** Another container runs in the home. */
public final class HomeInUseException extends LaunchException {
  private static final long serialVersionUID = 1L;

  public HomeInUseException(String message) {
    super(message);
  }
}
