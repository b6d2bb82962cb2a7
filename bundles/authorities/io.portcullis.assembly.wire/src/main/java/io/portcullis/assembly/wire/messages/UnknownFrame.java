// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

/**
 * A frame of a newer runtime, skipped without being kept. Only read, never written.
 *
 * @param tag its tag, 0 or from 6 to 255
 * @param length the number of skipped bytes of payload
 */
public record UnknownFrame(int tag, int length) implements RuntimeMessage {
  @Override
  public Kind kind() {
    return Kind.UNKNOWN;
  }
}
