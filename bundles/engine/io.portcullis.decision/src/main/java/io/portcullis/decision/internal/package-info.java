// SPDX-License-Identifier: Apache-2.0
/** The decision mapper. */
@NullMarked
package io.portcullis.decision.internal;

import org.jspecify.annotations.NullMarked;
