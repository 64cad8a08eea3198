// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/following.h"

#include <QtWidgets/QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace cacheledger
{

class FormField;
class Theme;

/// Which servers belong to a cache beyond those that are written down: none, its replicas, its cluster's nodes, or
/// those that sentinels tell. Sentinels have a user and a password of their own.
class FollowForm : public QWidget
{
    Q_OBJECT

public:
    explicit FollowForm(Theme* theme, QWidget* parent = nullptr);

    void setFollow(const FollowConfig& follow);
    /// Sentinels are spoken to over TLS where the data nodes are, with the same certificates.
    FollowConfig follow(const Endpoint& dataNode) const;
    Following how() const;

    void setPassword(const QString& password); ///< the sentinels'; does not count as a change by the user
    QString password() const;
    bool passwordChanged() const { return m_passwordChanged; }

    /// Shows what is wrong beside the fields the user has been in (`all`: beside all); returns the first problem.
    QString validate(bool all);

Q_SIGNALS:
    void edited();

private:
    void setUpSentinels(Theme* theme);
    void showFields();
    QString sentinelsProblem() const;
    QString mappingsProblem() const;

    QComboBox* m_how;
    QLabel* m_meaning;
    QWidget* m_sentinelSection;
    QLineEdit* m_primary;
    QLineEdit* m_sentinels;
    QLineEdit* m_user;
    QLineEdit* m_password;
    QLineEdit* m_mappings;
    FormField *m_primaryField = nullptr, *m_sentinelsField = nullptr, *m_mappingsField = nullptr;
    bool m_passwordChanged = false;
};

} // namespace cacheledger
