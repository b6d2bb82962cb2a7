// SPDX-License-Identifier: Apache-2.0

/** The settings of a journal and their bounds. */
@NullMarked
package io.portcullis.journal.internal.settings;

import org.jspecify.annotations.NullMarked;
