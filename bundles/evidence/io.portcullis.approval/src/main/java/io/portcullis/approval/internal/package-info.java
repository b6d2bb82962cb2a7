// SPDX-License-Identifier: Apache-2.0
/** Calls that wait for a person. */
@NullMarked
package io.portcullis.approval.internal;

import org.jspecify.annotations.NullMarked;
