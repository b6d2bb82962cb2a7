// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.frame;

/** The first byte of a frame. The same number means one thing in each direction. */
public final class Tag {
  public static final int POLICY_QUERY = 1;
  public static final int EVENT_REPORT = 2;
  public static final int APPROVAL_RESPONSE = 3;
  public static final int HEARTBEAT = 4;

  public static final int POLICY_RESPONSE = 1;
  public static final int APPROVAL_DECISION = 2;
  public static final int ACK = 3;
  public static final int VIOLATION_ALERT = 4;

  /** The challenge of the runtime and the proof of the client. */
  public static final int HANDSHAKE = 5;

  private Tag() {}
}
