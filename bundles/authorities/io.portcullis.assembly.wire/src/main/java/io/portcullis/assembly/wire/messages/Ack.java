// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

/** An acknowledgement without contents. It does not show what it acknowledges. */
public record Ack() implements RuntimeMessage {
  @Override
  public Kind kind() {
    return Kind.ACK;
  }
}
