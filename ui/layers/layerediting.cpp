// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/layerediting.h"

#include "ui/dialogs/sourcedialog.h"
#include "ui/dialogs/stagesdialog.h"
#include "ui/layers/sourcestages.h"
#include "ui/pagecontext.h"
#include "ui/useractions.h"

namespace cacheledger
{

void editSource(const PageContext& context, QWidget* window, const SourceConfig& source,
                const std::vector<StageConfig>& stages, bool isNew)
{
    const Services& services = context.services;
    if (!services.sources || !services.caches->find(source.cache))
        return;
    auto* dialog = new SourceDialog(services, context.theme, window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setSource(source, stages, isNew);
    QObject::connect(
        dialog, &SourceDialog::saveRequested, dialog, [services, dialog, isNew](const SourceConfig& edited) {
            SourceStore* store = services.sources;
            // The secret first: what is saved is asked at once.
            if (services.secrets && dialog->secret())
                services.secrets->write(sourceSecretKey(edited.id), *dialog->secret());
            auto saved = isNew ? store->add(edited) : store->update(edited);
            // What the mapping or its preset needs; nothing is taken out of a plan here.
            if (saved && mapsToStages(edited.fields) && store->planOf(edited.cache).stages != dialog->stages())
                saved = store->setPlan({edited.cache, dialog->stages()});
            if (saved)
                dialog->accept();
            else
                dialog->showProblem(saved.error().text());
        });
    dialog->open();
}

void editStages(const PageContext& context, QWidget* window, const std::vector<StageConfig>& stages)
{
    SourceStore* store = context.services.sources;
    const CacheId cache = context.selection->current();
    if (!store || !context.services.caches->find(cache))
        return;
    const StagePlan before = store->planOf(cache);
    auto* dialog = new StagesDialog({cache, stages}, context.theme, window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &StagesDialog::saveRequested, dialog,
                     [actions = context.actions, store, dialog, before](const StagePlan& plan) {
                         if (const auto saved = store->setPlan(plan); !saved) {
                             dialog->showProblem(saved.error().text());
                             return;
                         }
                         dialog->accept();
                         Notice notice{StagesDialog::tr("The stages are changed. History keeps what was counted."),
                                       StagesDialog::tr("Undo"),
                                       {},
                                       {}};
                         notice.act = [actions, store, before] {
                             if (const auto restored = store->setPlan(before); !restored)
                                 actions->notify(restored.error().text());
                         };
                         Q_EMIT actions->noticeRequested(notice);
                     });
    dialog->open();
}

} // namespace cacheledger
