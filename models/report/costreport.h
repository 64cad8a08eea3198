// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/confidence.h"
#include "metrics/clock.h"

#include <QtCore/QByteArray>
#include <QtCore/QMetaType>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>
#include <variant>
#include <vector>

namespace cacheledger
{

/// A value as the report prints it and as a machine reads it: both are made once, so that screen, PDF, HTML and CSV
/// cannot disagree.
struct ReportValue {
    QString text;      ///< in the report's language and locale: "$4,182.34", "68.0 %", "not measured"
    QString raw;       ///< decimal point, no grouping, in `unit`; empty: not known (then `text` says so)
    QString unit;      ///< "USD", "ratio", "requests", "ms", "months", "bytes", ...; empty for texts
    double number = 0; ///< the same for drawing; never printed

    bool isKnown() const { return !raw.isEmpty(); }
    friend bool operator==(const ReportValue&, const ReportValue&) = default;
};

/// A number that the reader may doubt: what it is, how sure it is, and which row of the appendix explains it.
struct ReportFigure {
    QString id; ///< unique in the report, stable: "net", "stage.response.gross"
    QString label;
    ReportValue value;
    Confidence confidence = Confidence::Measured;
    QString formula; ///< id of the ReportFormula
    QString note;    ///< one more line under it; may be empty
};

struct ReportParagraph {
    QString text;
    bool isFinding = false; ///< the sentence that the page is about
    bool isWarning = false; ///< must not be overlooked
};

struct ReportFigures {
    std::vector<ReportFigure> figures;
};

struct ReportList {
    QString title;
    QStringList items;
};

struct ReportColumn {
    QString title;
    bool isNumeric = false;
    bool wraps = false; ///< long texts take several lines; else they are elided
    int share = 1;      ///< of the width, against the other columns of texts
    QString formula;    ///< id of the ReportFormula that explains its figures; empty: texts
};

struct ReportCell {
    ReportValue value;
    QString figure; ///< id of the figure that it is; empty: a text, or a figure that stands elsewhere, too
    Confidence confidence = Confidence::Measured;
    QString formula; ///< in place of the column's
};

struct ReportRow {
    std::vector<ReportCell> cells; ///< as many as columns
    bool isTotal = false;
};

struct ReportTable {
    QString id;
    QString title;
    std::vector<ReportColumn> columns;
    std::vector<ReportRow> rows;
    QString empty; ///< what stands there instead when it has no rows
};

enum class ReportChartKind {
    Waterfall, ///< steps from the first bar to the last, which is a total
    Bars,      ///< one upright bar a point
    Funnel,    ///< one lying bar a point, in the points' order
    Line,      ///< a line over the points, with zero
    Range,     ///< one lying bar a point, from `value` to `second`, around ReportChart::base
};

struct ReportPoint {
    QString label;
    ReportValue value;
    ReportValue second;     ///< of a Range: its other end; of a Funnel: the share; else unknown
    QString figure;         ///< id of the figure; empty: it stands elsewhere, too
    bool isTotal = false;   ///< of a Waterfall: starts at zero
    bool isPartial = false; ///< not the whole of it was covered
};

struct ReportChart {
    QString id;
    QString title;
    ReportChartKind kind = ReportChartKind::Bars;
    std::vector<ReportPoint> points;
    std::vector<ReportValue> ticks; ///< of the values' axis, ascending; of a Range and a Funnel none
    QString summary;                ///< one sentence, for who cannot see it
    QString empty;                  ///< what stands there instead when it has no points
    ReportValue base;
    int marked = -1; ///< index of the point that is marked with markLabel; -1: none
    QString markLabel;
    QString formula; ///< of its points' figures
};

using ReportBlock = std::variant<ReportParagraph, ReportFigures, ReportList, ReportTable, ReportChart>;

/// The report's chapters, in the order that they are printed.
struct ReportSection {
    QString id; ///< "decision", "savings", "funnel", "economics", "reliability", "appendix"
    QString title;
    std::vector<ReportBlock> blocks;
};

/// How figures come about. Printed in the appendix under its number, which stands beside each figure in brackets.
struct ReportFormula {
    QString id;
    int number = 0;
    QString what;
    QString formula;
    QString inputs; ///< numbers of the assumptions, "A1, A4"; or where else it is from
};

/// A cost report as data, without layout. Every figure has a formula (figuresWithoutFormula() is empty). All texts are
/// translated and in the report's locale.
struct CostReport {
    QString title;
    QString subtitle; ///< the cache and the period
    QString cacheName;
    QString generated; ///< time stamp with zone
    QString currency;  ///< ISO 4217
    QString language;  ///< BCP 47, of the locale
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    TimeMs generatedMs = 0;
    bool isDemo = false; ///< watermark
    QString confidence;  ///< the headline's, as a word
    std::vector<ReportSection> sections;
    std::vector<ReportFormula> formulas;
};

using CostReportPtr = std::shared_ptr<const CostReport>;

/// Every figure once, in the order of the report: of figures, tables and charts, with the section that it stands in.
struct ListedFigure {
    QString section;
    ReportFigure figure;
};
std::vector<ListedFigure> figuresOf(const CostReport& report);

/// Ids of figures whose formula is not in the appendix. Empty in a report that can be trusted.
QStringList figuresWithoutFormula(const CostReport& report);

/// " [3]" for the formula's number; empty when there is none.
QString formulaMark(const CostReport& report, const QString& formula);

} // namespace cacheledger

Q_DECLARE_METATYPE(cacheledger::CostReportPtr)
