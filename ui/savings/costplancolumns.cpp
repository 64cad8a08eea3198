// SPDX-License-Identifier: GPL-3.0-or-later
// What the tables of a cost plan have for columns.
#include "ui/savings/costplanrows.h"
#include "ui/savings/costplanwords.h"
#include "ui/savings/rowreader.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

QStringList costplanrows::headings(Part part)
{
    const auto all = [](std::initializer_list<const char*> texts) {
        QStringList headings;
        for (const char* text : texts)
            headings << RowReader::translated(text);
        return headings;
    };
    switch (part) {
    case Part::Values:
        return all(
            {QT_TRANSLATE_NOOP("CostPlanRows", "Stage"), QT_TRANSLATE_NOOP("CostPlanRows", "A hit avoids"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Cost a hit"), QT_TRANSLATE_NOOP("CostPlanRows", "Model"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Input tokens"), QT_TRANSLATE_NOOP("CostPlanRows", "Output tokens"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Embedding model"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Embedding tokens"), QT_TRANSLATE_NOOP("CostPlanRows", "Spared, ms"),
             QT_TRANSLATE_NOOP("CostPlanRows", "Who says so"), QT_TRANSLATE_NOOP("CostPlanRows", "Since")});
    case Part::Costs:
        return all({QT_TRANSLATE_NOOP("CostPlanRows", "Cost"), QT_TRANSLATE_NOOP("CostPlanRows", "Kind"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Amount"), QT_TRANSLATE_NOOP("CostPlanRows", "Times"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Of"), QT_TRANSLATE_NOOP("CostPlanRows", "Who says so"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Since"), QT_TRANSLATE_NOOP("CostPlanRows", "Until")});
    case Part::Lookups:
        return all({QT_TRANSLATE_NOOP("CostPlanRows", "Stage"), QT_TRANSLATE_NOOP("CostPlanRows", "Embedding model"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Tokens a lookup"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Cost a lookup"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Who says so")});
    case Part::Rates:
        return all({QT_TRANSLATE_NOOP("CostPlanRows", "From"), QT_TRANSLATE_NOOP("CostPlanRows", "To"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Rate"), QT_TRANSLATE_NOOP("CostPlanRows", "Date"),
                    QT_TRANSLATE_NOOP("CostPlanRows", "Who says so")});
    }
    return {};
}

template <std::size_t n>
static QStringList allTranslated(const std::array<const char*, n>& texts)
{
    QStringList all;
    for (const char* text : texts)
        all << RowReader::translated(text);
    return all;
}

QStringList costplanrows::choices(Part part, int column)
{
    if (part == Part::Values && column == 1)
        return allTranslated(costplanwords::bases);
    if (part == Part::Costs && column == 1)
        return allTranslated(costplanwords::kinds);
    if (part == Part::Costs && column == 4)
        return allTranslated(costplanwords::owners);
    QStringList codes;
    if (part == Part::Rates && column < 2) {
        for (const Currency& currency : Currency::all())
            codes << currency.code();
    }
    return codes;
}

std::vector<int> costplanrows::numberColumns(Part part)
{
    switch (part) {
    case Part::Values:
        return {2, 4, 5, 7, 8};
    case Part::Costs:
    case Part::Lookups:
        return {2, 3};
    case Part::Rates:
        return {2};
    }
    return {};
}

int costplanrows::sinceColumn(Part part)
{
    return part == Part::Values ? 10 : part == Part::Costs ? 6 : part == Part::Rates ? 3 : -1;
}

} // namespace cacheledger
