// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

/**
 * Decides, once for an engine, whether it has forwarded a byte or is abandoned for another one.
 * After the first byte no other engine may get the messages, because a call could run twice.
 * Thread-safe.
 */
final class Handover {
  private boolean forwarded;
  private boolean abandoned;

  /** Asks to forward a byte of this engine; false if it was abandoned before. */
  synchronized boolean forward() {
    forwarded = !abandoned;
    return forwarded;
  }

  /** Abandons the engine; false if it has forwarded a byte. */
  synchronized boolean abandon() {
    abandoned = !forwarded;
    return abandoned;
  }
}
