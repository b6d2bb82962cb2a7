// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.failure;

/**
 * A configuration is misplaced or invalid. The container ignores it and stays safe, but it is not
 * ready.
 */
public final class MisconfiguredException extends LaunchException {
  private static final long serialVersionUID = 1L;

  public MisconfiguredException(String message) {
    super(message);
  }
}
