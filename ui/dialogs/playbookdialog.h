// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"

#include <QtWidgets/QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace cacheledger
{

/// Asks with which playbook, and for which cache, an incident is to be opened by hand. The services must have
/// incidents.
class PlaybookDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PlaybookDialog(const PageContext& context, QWidget* parent = nullptr);

    QString playbook() const; ///< id
    CacheId cache() const;

private:
    void fill(const std::vector<PlaybookChoice>& playbooks);
    void showChoice();

    std::vector<PlaybookChoice> m_playbooks;
    QComboBox* m_playbook;
    QComboBox* m_cache;
    QLabel* m_meaning;
    QPushButton* m_open;
    quint64 m_asked;
};

} // namespace cacheledger
