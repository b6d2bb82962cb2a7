// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import org.osgi.annotation.versioning.ProviderType;

/** What the runtime sends to an agent's side once the handshake is done. Immutable. */
@ProviderType
public sealed interface RuntimeMessage
    permits PolicyResponse, ApprovalNotice, Ack, ViolationAlert, UnknownFrame {

  /** Which message it is. */
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
   * Which message this is.
   *
   * @return the kind, one to one with the class
   */
  Kind kind();
}
