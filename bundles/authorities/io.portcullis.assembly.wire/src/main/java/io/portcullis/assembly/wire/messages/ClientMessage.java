// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import org.osgi.annotation.versioning.ProviderType;

/** What an agent's side sends to the runtime once the handshake is done. Immutable. */
@ProviderType
public sealed interface ClientMessage
    permits PolicyQuery, EventReport, ApprovalResponse, Heartbeat {

  /** Which message it is. */
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
   * Which message this is.
   *
   * @return the kind, one to one with the class
   */
  Kind kind();
}
