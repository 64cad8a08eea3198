// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/review.h"
#include "metrics/result.h"

namespace cacheledger
{

/// A post-incident review as PDF: A4, selectable text with embedded fonts, page numbers, charts as vectors. Replaces
/// the file as a whole or not at all. Needs a QGuiApplication. Io, ReadOnly, DiskFull.
Result<void> saveReviewPdf(const QString& file, const ReviewInput& input);

/// The review in the form that the file's name asks for: .md or .pdf; InvalidArgument for others.
Result<void> saveReview(const QString& file, const ReviewInput& input);

} // namespace cacheledger
