// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

/** A heartbeat without contents: a single byte on the wire, without a length. */
public record Heartbeat() implements ClientMessage {
  @Override
  public Kind kind() {
    return Kind.HEARTBEAT;
  }
}
