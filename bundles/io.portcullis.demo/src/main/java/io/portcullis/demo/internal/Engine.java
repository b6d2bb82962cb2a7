// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

/** What happens to the engine while the agent works. Each change is complete on return. */
interface Engine {
  /** Takes the authority away. */
  void stopTransport();

  /** Brings the authority back. */
  void startTransport();

  /** Configures the enforcement mode. */
  void mode(String mode);
}
