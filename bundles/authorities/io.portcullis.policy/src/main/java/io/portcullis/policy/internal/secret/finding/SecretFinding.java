// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.finding;

/**
 * A secret in a text. The text itself is not kept.
 *
 * @param start index of the first character, in UTF-16 units
 * @param end index after the last character, in UTF-16 units
 */
public record SecretFinding(SecretKind kind, int start, int end) {}
