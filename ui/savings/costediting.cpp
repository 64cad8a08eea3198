// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/costediting.h"

#include "ui/dialogs/costplandialog.h"
#include "ui/pagecontext.h"
#include "ui/timerange.h"
#include "ui/useractions.h"

namespace cacheledger
{

void editCostPlan(const PageContext& context, QWidget* window, CostPart part)
{
    LedgerClient* client = context.services.ledger;
    const CacheId cache = context.selection->current();
    if (!client || cache.value.isEmpty())
        return;
    const CostPlan before = client->costPlan(cache);
    QStringList stages;
    if (const SourceStore* store = context.services.sources) {
        for (const StageConfig& stage : store->planOf(cache).stages)
            stages << stage.id;
    }
    const QDate today = QDateTime::fromMSecsSinceEpoch(context.services.clock->nowMs(), context.range->zone()).date();
    auto* dialog = new CostPlanDialog(before, stages, today, context.theme, window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(
        dialog, &CostPlanDialog::saveRequested, dialog,
        [actions = context.actions, client, dialog, before](const CostPlan& plan) {
            if (const auto saved = client->setCostPlan(plan); !saved) {
                dialog->showProblem(saved.error().text());
                return;
            }
            dialog->accept();
            Notice notice{CostPlanDialog::tr("Costs and values are changed."), CostPlanDialog::tr("Undo"), {}, {}};
            notice.act = [actions, client, before] {
                if (const auto restored = client->setCostPlan(before); !restored)
                    actions->notify(restored.error().text());
            };
            Q_EMIT actions->noticeRequested(notice);
        });
    if (part == CostPart::Traffic)
        dialog->showTraffic();
    dialog->open();
}

} // namespace cacheledger
