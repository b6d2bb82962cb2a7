// SPDX-License-Identifier: Apache-2.0

/** Stores orders durably, so that they outlive a restart. */
@NullMarked
package io.portcullis.operations.internal.storage;

import org.jspecify.annotations.NullMarked;
