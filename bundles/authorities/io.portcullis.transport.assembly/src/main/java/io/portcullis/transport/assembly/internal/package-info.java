// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps one runtime available as a transport service while its link is up, or without a container.
 */
@NullMarked
package io.portcullis.transport.assembly.internal;

import org.jspecify.annotations.NullMarked;
