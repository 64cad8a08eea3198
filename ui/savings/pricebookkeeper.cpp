// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/pricebookkeeper.h"

#include "cost/pricefile.h"

#include <QtCore/QFile>

namespace cacheledger
{

PriceBookKeeper::PriceBookKeeper(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) {}

void PriceBookKeeper::start()
{
    if (m_follower)
        return;
    m_follower = std::make_unique<FileFollower>(m_file);
    connect(m_follower.get(), &FileFollower::settled, this, &PriceBookKeeper::read);
    read();
}

void PriceBookKeeper::read()
{
    m_work.run([file = m_file] { return pricefile::load(file); },
               [this](const Result<PriceBook>& book) {
                   if (book)
                       Q_EMIT bookChanged(*book);
                   else
                       Q_EMIT failed(book.error());
               });
}

void PriceBookKeeper::change(const std::function<Result<PriceImport>(PriceBook& book)>& how, const Done& done)
{
    m_work.run(
        [how, file = m_file]() -> Result<Change> {
            auto book = pricefile::load(file);
            if (!book)
                return book.error();
            Change changed{*book, *book, {}};
            auto imported = how(changed.now);
            if (!imported)
                return imported.error();
            changed.imported = *imported;
            if (const auto saved = pricefile::save(changed.now, file); !saved)
                return saved.error();
            return changed;
        },
        [this, done](const Result<Change>& changed) {
            if (changed)
                Q_EMIT bookChanged(changed->now);
            done(changed);
        });
}

void PriceBookKeeper::add(const PriceVersion& version, const Done& done)
{
    change(
        [version](PriceBook& book) -> Result<PriceImport> {
            const auto added = book.add(version);
            return added ? Result<PriceImport>(PriceImport()) : Result<PriceImport>(added.error());
        },
        done);
}

void PriceBookKeeper::end(const PriceVersion& ended, const Done& done)
{
    change(
        [ended](PriceBook& book) -> Result<PriceImport> {
            const auto gone = book.end(ended.model, ended.toMs.value_or(0));
            return gone ? Result<PriceImport>(PriceImport()) : Result<PriceImport>(gone.error());
        },
        done);
}

static Result<QByteArray> listContent(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Io, PriceBookKeeper::tr("%1 cannot be read: %2.").arg(path, file.errorString()),
                     PriceBookKeeper::tr("Check the path.")};
    return file.read(litellm::largestFile + 1); // importInto() refuses what is larger
}

void PriceBookKeeper::importList(const QString& list, TimeMs fromMs, const Done& done)
{
    change(
        [list, fromMs](PriceBook& book) -> Result<PriceImport> {
            const auto content = listContent(list);
            return content ? litellm::importInto(book, *content, list, fromMs) : Result<PriceImport>(content.error());
        },
        done);
}

void PriceBookKeeper::replaceBy(const PriceBook& book)
{
    change(
        [book](PriceBook& now) -> Result<PriceImport> {
            now = book;
            return PriceImport();
        },
        [this](const Result<Change>& done) {
            if (!done)
                Q_EMIT failed(done.error());
        });
}

} // namespace cacheledger
