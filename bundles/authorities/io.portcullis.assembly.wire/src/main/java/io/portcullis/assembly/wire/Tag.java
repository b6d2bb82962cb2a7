// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

/** The first byte of a frame. The same number means one thing in each direction. */
final class Tag {
  static final int POLICY_QUERY = 1;
  static final int EVENT_REPORT = 2;
  static final int APPROVAL_RESPONSE = 3;
  static final int HEARTBEAT = 4;

  static final int POLICY_RESPONSE = 1;
  static final int APPROVAL_DECISION = 2;
  static final int ACK = 3;
  static final int VIOLATION_ALERT = 4;

  /** The challenge of the runtime and the proof of the client. */
  static final int HANDSHAKE = 5;

  private Tag() {}
}
