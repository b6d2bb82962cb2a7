// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.failure;

/**
 * A configuration is misplaced or cannot be understood. It is ignored, so the container is safe;
 * but it is not what its operator meant, so the container is not ready.
 */
public final class MisconfiguredException extends LaunchException {
  private static final long serialVersionUID = 1L;

  public MisconfiguredException(String message) {
    super(message);
  }
}
