// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

/**
 * What a session and its engine must have in common.
 *
 * @param version the version of the distribution; sessions of another one are not accepted
 * @param policy the policy that the engine decides by, as its canonical path
 */
public record EngineIdentity(String version, String policy) {}
