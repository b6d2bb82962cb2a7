// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

/**
 * The new value of one place in the arguments.
 *
 * @param pointer JSON pointer (RFC 6901) of the place; empty for the whole of the arguments
 * @param replacement the complete new text of that place, to be set as a JSON string
 */
public record PolicyRedaction(String pointer, String replacement) {}
