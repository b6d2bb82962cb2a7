// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import java.util.Objects;

/**
 * The claims of a client whose proof was accepted.
 *
 * @param agentDid its identifier; not verified, as in {@code aa-runtime}
 * @param sdkVersion the version of its SDK, or empty; signed, but only a claim
 */
public record ProvenPeer(String agentDid, String sdkVersion) {
  /** Refuses null. */
  public ProvenPeer {
    Objects.requireNonNull(agentDid, "agentDid");
    Objects.requireNonNull(sdkVersion, "sdkVersion");
  }
}
