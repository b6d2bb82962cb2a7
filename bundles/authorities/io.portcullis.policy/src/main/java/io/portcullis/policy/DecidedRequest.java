// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.model.CallEffects;
import io.portcullis.policy.model.PolicyDecision;

/**
 * A decision with what the call adds to the history. Immutable.
 *
 * @param decision the decision
 * @param effects what the call adds if its tool runs; it is reserved in the history
 * @param suspends whether the agent is to be suspended
 */
public record DecidedRequest(PolicyDecision decision, CallEffects effects, boolean suspends) {}
