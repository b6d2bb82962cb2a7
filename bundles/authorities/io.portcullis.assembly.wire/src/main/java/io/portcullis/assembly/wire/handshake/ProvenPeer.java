// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import java.util.Objects;

/**
 * What a client said in a proof that was accepted.
 *
 * @param agentDid how it names itself; not verified, as in {@code aa-runtime}
 * @param sdkVersion which version of an SDK it says it is, or empty; signed, but nothing more than
 *     a claim
 */
public record ProvenPeer(String agentDid, String sdkVersion) {
  /** Refuses null. */
  public ProvenPeer {
    Objects.requireNonNull(agentDid, "agentDid");
    Objects.requireNonNull(sdkVersion, "sdkVersion");
  }
}
