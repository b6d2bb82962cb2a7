// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import org.osgi.annotation.versioning.ProviderType;

/** A message from the runtime to an agent's side, after the handshake. Immutable. */
@ProviderType
public sealed interface RuntimeMessage
    permits PolicyResponse, ApprovalNotice, Ack, ViolationAlert, UnknownFrame {

  /** The kinds of messages. */
  enum Kind {
    /** A {@link PolicyResponse}: it answers the oldest open query of its connection. */
    POLICY_RESPONSE,
    /** An {@link ApprovalNotice}: it answers no query and may come at any time. */
    APPROVAL_DECISION,
    /** An {@link Ack}: {@code aa-runtime} never sends one; do not wait for it. */
    ACK,
    /** A {@link ViolationAlert}: it answers no query and may come at any time. */
    VIOLATION_ALERT,
    /** An {@link UnknownFrame}: its payload was skipped; it answers no query. */
    UNKNOWN
  }

  /**
   * Returns the kind of this message.
   *
   * @return the kind, one to one with the class
   */
  Kind kind();
}
