// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import org.osgi.annotation.versioning.ProviderType;

/** A message from an agent's side to the runtime, after the handshake. Immutable. */
@ProviderType
public sealed interface ClientMessage
    permits PolicyQuery, EventReport, ApprovalResponse, Heartbeat {

  /** The kinds of messages. */
  enum Kind {
    /** A {@link PolicyQuery}: it must be answered. */
    POLICY_QUERY,
    /** An {@link EventReport}: it is not answered. */
    EVENT_REPORT,
    /** An {@link ApprovalResponse}: it is not answered, and {@code aa-runtime} ignores it. */
    APPROVAL_RESPONSE,
    /** A {@link Heartbeat}: it is not answered, and {@code aa-runtime} ignores it. */
    HEARTBEAT
  }

  /**
   * Returns the kind of this message.
   *
   * @return the kind, one to one with the class
   */
  Kind kind();
}
